/*
 * How the agent gets the listener of the filter. As soon as the filter is loaded, a call of this process
 * may have to wait for the agent, which does not have the listener yet. So a
 * helper without the filter, which shares our descriptors, takes the listener,
 * and closes it and the connection for us: our child in another PID namespace,
 * where other processes may look into it, has neither. A child of the helper
 * sends the listener to the agent.
 */
#ifndef EXECUTOR_LISTENER_H
#define EXECUTOR_LISTENER_H

/* Starts the helper. To be called before the filter is loaded. */
void prepare_listener(void);

/* Tells the helper what seccomp(2) has returned: the listener, or -errno. */
void pass_listener(long result);

/* Waits until the helper has closed the listener for us. */
void await_closing(void);

/*
 * Tells the helper the PID, as the parent sees it, of the process that has the
 * filter, and waits until the agent has the listener. Fails with what the helper
 * failed with; with a filter that answers wait4(2), nothing is known of it.
 */
void await_sender(int pid);

#endif
