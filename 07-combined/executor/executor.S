/* The last program before the command, as data: see executor.c, the Makefile. */
	.section .rodata
	.global executor_start, executor_end
executor_start:
	.incbin "executor"
executor_end:
	.section .note.GNU-stack, "", %progbits
