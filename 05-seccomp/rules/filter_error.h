/* What was wrong: the text beside errno, for all of the chapter's modules. */
#ifndef FILTER_ERROR_H
#define FILTER_ERROR_H

/*
 * Returns what was wrong in the last of the chapter's functions that failed:
 * half a line that names the entry, valid until the next failure. Each thread
 * has a text of its own, as with errno and dlerror(3). The text is not in
 * struct filter, because the functions that fail most often, those that read a
 * value or a profile, fail before there is a filter.
 */
const char *filter_error(void);

/* Notes what is wrong, for filter_error(), sets errno and returns -1. */
int filter_wrong(int error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
