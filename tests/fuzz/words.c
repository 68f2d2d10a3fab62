/* Single words: numbers, sizes, signals, capabilities, rules, ports. */
#include "try.h"

#include "01-caps/caps.h"
#include "04-cgroups/devices.h"
#include "05-seccomp/filter.h"
#include "05-seccomp/rules/action.h"
#include "05-seccomp/rules/constants.h"
#include "07-combined/network/network.h"
#include "07-combined/store/state.h"
#include "common/parse.h"

#include <string.h>

void
fuzz(void)
{
	static struct network network;
	struct device_rule rule;
	char *words[3];
	long long number;
	uint64_t bytes, set = 0;
	uint32_t action;

	if (try_words(words, 3) == 0)
		return;
	memset(&network, 0, sizeof(network));
	parse_number(words[0], -5, 1LL << 40, &number);
	parse_size(words[0], &bytes);
	parse_signal(words[0]);
	caps_parse(words[0], &set);
	devices_parse(words[0], &rule);
	filter_value(words[0], &bytes);
	filter_parse_action(words[0], &action);
	state_id_valid(words[0]);
	network_parse_port(&network, words[0]);
	struct filter *filter = filter_new(SCMP_ACT_ALLOW, NULL);
	filter_rule(filter, SCMP_ACT_ERRNO(1), words[0]);
	filter_free(filter);
}
