/*
 * The hosts(5) of a container: its own name, and those of the other containers
 * of the bridge's network.
 */
#ifndef HOSTS_FILE_H
#define HOSTS_FILE_H

/*
 * Returns what hosts(5) says to a container: its own address ("": none), its
 * --add-host, and the lines of the others in the network. To be freed; NULL
 * with errno.
 */
char *hosts_file_compose(const char *name, const char *address,
    char *const hosts[], const char *others);

#endif
