#include "common/fold.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

/* A text that stands for several. */
struct folded {
	char text[FOLD_TEXT]; /* of the first */
	bool differ;
	size_t head,
	    tail; /* bytes that all begin and end with, if they differ */
};

struct line {
	struct folded call, why;
};

/* The newest lines that were printed, the newest last. */
static struct line printed[FOLD_ROUND];
static int nprinted;
static pid_t owner; /* the process whose lines they are */

/* What is held back: whole rounds, folded, and the beginning of one more. */
static struct line rounds[FOLD_ROUND], rest[FOLD_ROUND];
static int length; /* lines of a round; 0: nothing is held back */
static int nrounds, nrest, taken;

static void
set_line(struct line *line, const char *call, const char *why)
{
	line->call.differ = line->why.differ = false;
	snprintf(line->call.text, sizeof(line->call.text), "%s", call);
	snprintf(line->why.text, sizeof(line->why.text), "%s", why);
}

void
fold_forget(void)
{
	owner = getpid();
	nprinted = length = nrounds = nrest = taken = 0;
}

static void
remember(const struct line *line)
{
	if (nprinted == FOLD_ROUND)
		memmove(printed, printed + 1, --nprinted * sizeof(*printed));
	printed[nprinted++] = *line;
}

void
fold_printed(const char *call, const char *why)
{
	struct line line;

	if (owner != getpid())
		fold_forget();
	set_line(&line, call, why);
	remember(&line);
}

/* Does " xN" after the call stand for several already? See explain.h. */
static bool
is_several(const char *call)
{
	const char *times = strrchr(call, ' ');

	return times != NULL && times[1] == 'x' &&
	       isdigit((unsigned char)times[2]);
}

/* "/proc/bus: read-only" is one reason for all paths. */
static const char *
without_path(const char *why)
{
	const char *end = why[0] == '/' ? strstr(why, ": ") : NULL;

	if (end == NULL)
		return why;
	return end[2] == '/' ? "/" : end;
}

static bool
is_same(const struct line *line, const char *call, const char *why)
{
	size_t name = strcspn(call, "( ");

	return strcspn(line->call.text, "( ") == name &&
	       strncmp(line->call.text, call, name) == 0 &&
	       strcmp(without_path(line->why.text), without_path(why)) == 0 &&
	       !is_several(call);
}

/* Shortens head and tail to what this text has as well. */
static void
fold_text(struct folded *all, const char *text)
{
	size_t ours = strlen(all->text), its = strlen(text), same = 0;

	if (strcmp(all->text, text) == 0)
		return;
	if (!all->differ)
		all->head = all->tail = ours;
	all->differ = true;
	while (same < all->head && all->text[same] == text[same])
		same++;
	all->head = same;
	same = 0;
	while (same < all->tail && same < ours - all->head &&
	       same < its - all->head &&
	       all->text[ours - same - 1] == text[its - same - 1])
		same++;
	all->tail = same;
}

static void
finish_round(void)
{
	for (int i = 0; i < length; i++) {
		if (nrounds == 0) {
			rounds[i] = rest[i];
			continue;
		}
		fold_text(&rounds[i].call, rest[i].call.text);
		fold_text(&rounds[i].why, rest[i].why.text);
	}
	nrounds++;
	nrest = 0;
}

/* Returns the lines of the shortest round that this line would begin; or 0. */
static int
find_round(const char *call, const char *why)
{
	for (int n = 1; n <= nprinted; n++)
		if (is_same(&printed[nprinted - n], call, why))
			return n;
	return 0;
}

bool
fold_hold(const char *call, const char *why)
{
	if (owner != getpid())
		fold_forget();
	if (length == 0)
		length = find_round(call, why);
	else if (!is_same(&printed[nprinted - length + nrest], call, why))
		return false;
	if (length == 0)
		return false;
	set_line(&rest[nrest++], call, why);
	if (nrest == length)
		finish_round();
	return true;
}

/*
 * A byte of a word, which "..." replaces as a whole. A dot counts, too: next to
 * "..." it could not be told from it.
 */
static bool
in_word(unsigned char c)
{
	return isalnum(c) || c == '_' || c == '-' || c == '.' || c >= 0x80;
}

static void
write_text(char *text, size_t size, const struct folded *all)
{
	size_t end = strlen(all->text), head = all->head, tail = all->tail;

	if (!all->differ) {
		snprintf(text, size, "%s", all->text);
		return;
	}
	while (head > 0 && in_word(all->text[head - 1]))
		head--;
	while (tail > 0 && in_word(all->text[end - tail]))
		tail--;
	snprintf(text, size, "%.*s...%.*s", (int)head, all->text, (int)tail,
	    all->text + end - tail);
}

/* The rounds are printed: what follows may be like their last lines. */
static void
end_rounds(void)
{
	if (nrounds > 1)
		nprinted = 0;
	for (int i = 0; nrounds == 1 && i < length; i++)
		remember(&rounds[i]);
	for (int i = 0; i < nrest; i++)
		remember(&rest[i]);
	length = nrounds = nrest = taken = 0;
}

bool
fold_take(char call[FOLD_TEXT], char why[FOLD_TEXT])
{
	if (owner != getpid() || length == 0)
		return false;
	int whole = nrounds > 0 ? length : 0, i = taken++;
	if (i == whole + nrest) {
		end_rounds();
		return false;
	}
	const struct line *line = i < whole ? &rounds[i] : &rest[i - whole];
	write_text(call, FOLD_TEXT - 32, &line->call);
	write_text(why, FOLD_TEXT, &line->why);
	/* One round says more than its fold would. */
	if (i < whole && nrounds > 1)
		sprintf(call + strlen(call), " ×%d %s", nrounds,
		    length > 1 ? "in turn" : "more");
	return true;
}
