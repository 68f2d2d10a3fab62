#include "07-combined/template/template_value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_value(FILE *out, json_t *value);

enum value_type
value_type_of(const char *key)
{
	static const char *const maps[] = { "Annotations", "DriverOpts",
		"ExposedPorts", "Labels", "Networks", "Options", "PortBindings",
		"Ports", "StorageOpt", "Sysctls", "Tmpfs", "Volumes" };
	static const char *const pointers[] = { "Health", "Healthcheck",
		"IDMappings", "IPAMConfig", "Init", "MemorySwappiness",
		"OomKillDisable", "PidsLimit" };

	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++)
		if (strcmp(maps[i], key) == 0)
			return VALUE_MAP;
	for (size_t i = 0; i < sizeof(pointers) / sizeof(pointers[0]); i++)
		if (strcmp(pointers[i], key) == 0)
			return VALUE_POINTER;
	return VALUE_LIST;
}

const char *
value_json_key(const char *name)
{
	static const struct {
		const char *name, *key;
	} all[] = { { "CPUPeriod", "CpuPeriod" }, { "CPUQuota", "CpuQuota" },
		{ "CPURealtimePeriod", "CpuRealtimePeriod" },
		{ "CPURealtimeRuntime", "CpuRealtimeRuntime" },
		{ "CPUShares", "CpuShares" }, { "DNS", "Dns" },
		{ "DNSOptions", "DnsOptions" }, { "DNSSearch", "DnsSearch" },
		{ "ID", "Id" }, { "NanoCPUs", "NanoCpus" } };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(all[i].name, name) == 0)
			return all[i].key;
	return name;
}

bool
value_is_true(json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_NULL:
	case JSON_FALSE:
		return false;
	case JSON_TRUE:
		return true;
	case JSON_INTEGER:
		return json_integer_value(value) != 0;
	case JSON_REAL:
		return json_real_value(value) < 0 || json_real_value(value) > 0;
	case JSON_STRING:
		return json_string_length(value) > 0;
	case JSON_ARRAY:
		return json_array_size(value) > 0;
	default:
		return json_object_size(value) > 0;
	}
}

const char *
value_type_name(json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_NULL:
		return "nil";
	case JSON_FALSE:
	case JSON_TRUE:
		return "bool";
	case JSON_INTEGER:
		return "int";
	case JSON_REAL:
		return "float64";
	case JSON_STRING:
		return "string";
	case JSON_ARRAY:
		return "[]interface {}";
	default:
		return "map[string]interface {}";
	}
}

static int
compare(const void *left, const void *right)
{
	const char *const *one = left, *const *other = right;

	return strcmp(*one, *other);
}

const char **
value_keys(json_t *object)
{
	const char **keys = calloc(json_object_size(object) + 1, sizeof(*keys));
	const char *key;
	json_t *value;
	size_t n = 0;

	if (keys == NULL)
		return NULL;
	json_object_foreach (object, key, value)
		keys[n++] = key;
	if (n > 0)
		qsort(keys, n, sizeof(*keys), compare);
	return keys;
}

size_t
value_utf8(char *to, long code)
{
	static const unsigned char heads[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

	for (size_t i = n; i-- > 1; code >>= 6)
		to[i] = (char)(0x80 | (code & 0x3f));
	to[0] = (char)(heads[n] | code);
	return n;
}

size_t
value_decode(const char *text, long *code)
{
	unsigned char c = text[0];
	size_t n = c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	*code = n == 1 ? c : c & (0xff >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((text[i] & 0xc0) != 0x80) {
			*code = c;
			return 1;
		}
		*code = *code << 6 | (text[i] & 0x3f);
	}
	return n;
}

static void
put_list(FILE *out, json_t *list)
{
	json_t *value;
	size_t i;

	putc('[', out);
	json_array_foreach (list, i, value) {
		if (i > 0)
			putc(' ', out);
		put_value(out, value);
	}
	putc(']', out);
}

static void
put_map(FILE *out, json_t *map)
{
	const char **keys = value_keys(map);

	fputs("map[", out);
	for (size_t i = 0; keys != NULL && keys[i] != NULL; i++) {
		fprintf(out, "%s%s:", i > 0 ? " " : "", keys[i]);
		put_value(out, json_object_get(map, keys[i]));
	}
	putc(']', out);
	free(keys);
}

/* The fewest digits that are this number, with an exponent where %g has one. */
static void
put_real(FILE *out, double number)
{
	char text[64];
	int precision = 0;

	do
		snprintf(text, sizeof(text), "%.*e", precision, number);
	while (strtod(text, NULL) != number && ++precision < 17);
	int exponent = atoi(strchr(text, 'e') ? strchr(text, 'e') + 1 : "0");
	if (exponent >= -4 && exponent < 6)
		snprintf(text, sizeof(text), "%.*f",
		    precision > exponent ? precision - exponent : 0, number);
	fputs(text, out);
}

static void
put_value(FILE *out, json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_NULL:
		fputs("<nil>", out);
		break;
	case JSON_STRING:
		fwrite(json_string_value(value), 1, json_string_length(value),
		    out);
		break;
	case JSON_INTEGER:
		fprintf(
		    out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
		break;
	case JSON_REAL:
		put_real(out, json_real_value(value));
		break;
	case JSON_ARRAY:
		put_list(out, value);
		break;
	case JSON_OBJECT:
		put_map(out, value);
		break;
	default:
		fputs(json_is_true(value) ? "true" : "false", out);
	}
}

void
value_print(FILE *out, struct value value)
{
	if (json_is_null(value.json) && value.type == VALUE_LIST)
		fputs("[]", out);
	else if (json_is_null(value.json) && value.type == VALUE_MAP)
		fputs("map[]", out);
	else
		put_value(out, value.json);
}

void
value_print_json(FILE *out, struct value value)
{
	size_t flags = JSON_ENCODE_ANY | JSON_COMPACT;
	char *text = json_dumps(value.json,
	    value.type == VALUE_MAP ? flags | JSON_SORT_KEYS : flags);

	fputs(text ? text : "", out);
	free(text);
}
