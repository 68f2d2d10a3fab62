/* What the executor says. */
#include "07-combined/executor/executor_report.h"

#include "07-combined/executor/executor_calls.h"
#include "07-combined/executor/executor_plan.h"
#include "07-combined/executor/executor_text.h"
#include "common/exits.h"

void
say(enum channel_kind kind, int error, int status, const char *what,
    const char *more, const char *rest)
{
	struct channel_message message = {
		.kind = kind, .error = error, .status = status
	};
	struct text text = { message.text, 0, sizeof(message.text) };

	text_append(&text, what);
	text_append(&text, more);
	text_append(&text, rest);
	/* Without the message, the parent would wait for ever. */
	if (CALL(write, plan->channel, &message, sizeof(message)) < 0)
		end(EXIT_OURS);
}

_Noreturn void
fail(const char *what, long result)
{
	say(CHANNEL_FAILED, -result, EXIT_OURS, what, "", "");
	end(EXIT_OURS);
}

long
must(const char *what, long result)
{
	if (result < 0)
		fail(what, result);
	return result;
}

/* For the Enter of --step. */
static void
wait_for_enter(void)
{
	char c = 0;

	while (CALL(read, plan->narration, &c, 1) == 1 && c != '\n')
		;
}

/* Steps of one phase have one heading, which comes with the first of them. */
static void
narrate_heading(uintptr_t heading)
{
	static uintptr_t shown;
	const char *text = plan_at(heading);

	if (text == NULL || heading == shown)
		return;
	shown = heading;
	CALL(write, plan->narration, text, text_length(text));
	if (plan->phase)
		wait_for_enter();
}

/* --explain and --step, as common/explain.c. */
void
narrate(enum executor_step step)
{
	char room[2048];
	struct text text = { room, 0, sizeof(room) };

	if (plan->lines_at[step] == 0 || plan->narration == -1)
		return;
	narrate_heading(plan->headings_at[step]);
	text_append(&text, "[");
	text_append_number(&text, CALL(getpid));
	text_append(&text, "] ");
	text_append(&text, plan_at(plan->lines_at[step]));
	CALL(write, plan->narration, room, text.used);
	if (plan->step)
		wait_for_enter();
}
