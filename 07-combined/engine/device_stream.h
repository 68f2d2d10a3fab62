/*
 * A device of the host's as a standard stream: open_tree(2), mount_setattr(2).
 *
 * A terminal that is passed on has an inode of the host's, and fchmod(2) of the
 * descriptor changes it for all. Reading and writing a device need no writable
 * mount, changing its inode does: so the stream is opened once more, through a
 * mount that is read-only and that no path leads to. What a container does then
 * ends with EROFS, by whatever call and under whatever name.
 *
 * A regular file that is open for reading can be opened in the same way: root
 * inside could open the descriptor's file for writing. The new descriptor has a
 * position of its own, so this is for a caller that does not read on where the
 * container stops.
 *
 * Left as they are: pipes and sockets, which no path of the host leads to;
 * FIFOs; files that are open for writing; and the devices where each open(2)
 * begins something of its own, so that the second one is not the first: the
 * master of a terminal, a disk with its position, a tape, /dev/net/tun,
 * /dev/fuse.
 */
#ifndef DEVICE_STREAM_H
#define DEVICE_STREAM_H

/*
 * In the caller's session and mount namespace: opens the terminal, or the
 * device without a state of its own, once more, with the same access and flags.
 * Returns a descriptor, which the caller closes; or stream itself where it is
 * left as it is, for a normal user also where it belongs to another user, whose
 * rights no process inside has; or -1 with errno: EIO if the terminal has
 * hung up, ENXIO or ESTALE if it is /dev/tty of another session, EINVAL
 * if no mount of ours has it.
 */
int device_stream_open(int stream);

/*
 * The same for a regular file that is open for reading, from its position on.
 * Returns stream where it is something else, where no mount of ours has the
 * file, or where a normal user does not own it; -1 with errno if it cannot
 * be opened.
 */
int device_stream_open_file(int stream);

#endif
