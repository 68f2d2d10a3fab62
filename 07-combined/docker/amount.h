/*
 * Bytes as docker prints them.
 */
#ifndef AMOUNT_H
#define AMOUNT_H

#include <stddef.h>
#include <stdint.h>

#define AMOUNT_SIZE 32

/* Four digits, by 1024: "5.629MiB". Returns text. */
const char *amount_binary(int64_t bytes, char text[AMOUNT_SIZE]);

/* Three digits, by 1000: "2.05kB". Returns text. */
const char *amount_decimal(int64_t bytes, char text[AMOUNT_SIZE]);

#endif
