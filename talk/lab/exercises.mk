# The Makefile of ~/toolkit in the lab's machine: the workshop's exercises, as in the
# toolkit's own. The kind "write" takes its compiler and its tests, which are not there.
help:
	@echo "make exercises [CH=05]            the files, in exercises/work"
	@echo "make check CH=05 [KIND=attack]    asks the kernel: predict, repair, attack"
	@echo "make check CH=05 KIND=attack HINT=1   a hint"
	@echo "nano, vi, cc (which is tcc), strace and the seven programs are here"

exercises:
	@exercises/exercise make $(CH)

check:
	@test -n "$(CH)" || { echo "which? make check CH=05"; exit 1; }
	@case "$(KIND)" in write) \
	    echo "write takes the toolkit's tests: not in this machine"; exit 1 ;; esac
	@set -e; for kind in $(or $(KIND),predict repair attack); do \
	    exercises/exercise check $(CH) --kind $$kind $(if $(HINT),--hint $(HINT)) \
	    $(if $(WATCH),--watch 1) $(if $(TRY),--try 1); done

.PHONY: help exercises check
