/*
 * Templates as docker's --format has them, as far as people use them: text with
 * {{.Key}} or {{.Key.Of.Key}} in it for values, {{json .Key}} for their JSON,
 * \t and \n.
 */
#ifndef FORMAT_H
#define FORMAT_H

#include <jansson.h>

/*
 * Returns the template with what object has, to be freed. Exits 125 with a line
 * on stderr where it has no such key.
 */
char *docker_format(const char *template, json_t *object);

#endif
