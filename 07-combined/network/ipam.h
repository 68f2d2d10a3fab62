/*
 * Which container has which address of the bridge's network, and which sysctls
 * have changed since the first container came: network.json beside the states,
 *
 *     {"forward": 0, "accept_redirects": 1, "2": "web", "3": "db"}
 */
#ifndef IPAM_H
#define IPAM_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#define NETWORK_SUBNET "172.30.0.0/16"
#define NETWORK_GATEWAY "172.30.0.1"
#define NETWORK_PREFIX 16   /* bits of an address that are the subnet's */
#define NETWORK_HOSTS 65000 /* addresses of the subnet, .0.2 and up */

/* Is there a table: does a container have an address? */
bool ipam_exists(void);

/* Is there one, or what a killed process has left of one? */
bool ipam_remains(void);

/*
 * Reads the table, which is ours until it is closed: others wait. Returns it
 * and the lock, or NULL with errno.
 */
json_t *ipam_open(int *lock);

/*
 * Writes it back, or removes the file where the table is empty. Returns 0, or
 * -1 with errno.
 */
int ipam_close(int lock, json_t *table);

/* Writes the address of a number, 2 to NETWORK_HOSTS. Returns text. */
const char *ipam_address(int number, char *text, size_t size);

/* Returns the number that a container has, or 0. */
int ipam_find(json_t *table, const char *name);

/*
 * Containers find one another by name: writes /etc/hosts of all that run.
 * Returns 0, or -1 with errno if one could not be written; a container that
 * has filled its own does not make the others fail.
 */
int ipam_update_all_hosts(json_t *table);

/*
 * The same of one, with its --add-host, to an open file: which nothing else
 * reaches yet.
 */
int
ipam_update_hosts(json_t *table, const char *name, char *const hosts[], int fd);

#endif
