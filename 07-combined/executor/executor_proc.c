/* A context for mounting the /proc of another container's PID namespace. */
#include "07-combined/executor/executor_proc.h"

#include "07-combined/executor/executor_calls.h"
#include "07-combined/executor/executor_report.h"
#include "07-combined/executor/executor_send.h"
#include "common/exits.h"

#include <linux/filter.h>
#include <linux/mount.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/wait.h>

_Noreturn void
open_proc(int socket)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 0, 6),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_clone, 5, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_fsopen, 4, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_sendmsg, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_wait4, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_exit_group, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };
	int status = 0;

	CALL(prctl, PR_SET_DUMPABLE, 0);
	if (CALL(prctl, PR_SET_PDEATHSIG, SIGKILL) < 0 ||
	    CALL(prctl, PR_SET_NO_NEW_PRIVS, 1) < 0 ||
	    CALL(seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) < 0)
		end(EXIT_OURS);
	long pid = CALL(clone, SIGCHLD);
	if (pid != 0) {
		CALL(wait4, pid, &status, 0, NULL);
		end(pid < 0 ? EXIT_OURS : WEXITSTATUS(status));
	}
	long context = CALL(fsopen, "proc", FSOPEN_CLOEXEC);
	end(context < 0 ? -context
			: send_descriptor(socket, "", 1, context) != 1);
}
