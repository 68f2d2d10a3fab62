/* busybox and its commands' names as data: see busybox.c and the Makefile. */
	.section .rodata
	.global busybox_start, busybox_end, busybox_commands
busybox_start:
	.incbin "busybox"
busybox_end:
busybox_commands:
	.incbin "busybox-commands"
	.byte 0
	.section .note.GNU-stack, "", %progbits
