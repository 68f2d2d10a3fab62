# The Makefile of ~/toolkit in the lab's machine: the workshop's exercises, as in the
# toolkit's own. Of a program, the exercise "write" compiles main.c and the file with the
# hole, by tcc; all else is a library that gcc has compiled (see finish).
help:
	@echo "make exercises [CH=05]            the files, in exercises/work"
	@echo "make check CH=05 [KIND=attack]    asks the kernel: predict, repair, attack, write"
	@echo "make check CH=05 KIND=attack HINT=1   a hint"
	@echo "nano, vi, cc (which is tcc), strace and the seven programs are here"

exercises:
	@exercises/exercise make $(CH)

check:
	@test -n "$(CH)" || { echo "which? make check CH=05"; exit 1; }
	@exercises/exercise check $(CH) $(if $(KIND),--kind $(KIND)) \
	    $(if $(HINT),--hint $(HINT)) $(if $(WATCH),--watch 1) $(if $(TRY),--try 1)

# As the toolkit's own Makefile has them. tcc has no __builtin_popcountll.
CPPFLAGS := -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64 -D_GNU_SOURCE -DVERSION='"1.0"' -I. \
    -include popcount.h
LIBRARY  := /usr/local/lib/libtoolkit.so
programs := $(foreach dir,$(wildcard 0*),$(dir)/$(lastword $(subst -, ,$(dir))))

# -rdynamic: the library finds the learner's functions, and not its own.
.SECONDEXPANSION:
$(programs): $$(wildcard $$(@D)/*.c $$(@D)/*/*.c)
	cc $(CPPFLAGS) -rdynamic -o $@ $^ $(LIBRARY)

.PHONY: help exercises check
