# What exercises/check.bash asks the kernel in chapter 5.
# shellcheck shell=bash

check_repair() {
	local user='setpriv --reuid 1000 --regid 1000 --clear-groups --'
	compile repair.c
	shows "as user 1000: other commands run" "$user ./repair echo hello" hello
	shows "mkdir finds the disk full" "$user ./repair mkdir new" \
	    'No space left on device'
	# shellcheck disable=SC2016 # perl expands
	shows "so does a program that uses mkdirat" \
	    "$user ./repair perl -e '\$name = \"new\";
syscall($(mkdirat_number), -100, \$name, 0755) == 0 or print \"\$!\n\"'" \
	    'No space left on device'
	shows "as root, too" './repair mkdir new' 'No space left on device'
	[ "$(uname -m)" != x86_64 ] || shows "the numbers of x32 are still killed" \
	    "./repair perl -e 'syscall(0x40000000 + 39)'; echo \"status \$?\"" \
	    'status 159'
}

mkdirat_number() {
	case $(uname -m) in x86_64) echo 258 ;; i?86) echo 296 ;; *) echo 34 ;; esac
}

# Starts a server by $1, sends it a word, and shows what it prints. Each wait ends with
# the server.
served() {
	echo "rm -f out; $1 >out 2>&1 &
for i in {1..100}; do port=\$(sed -n 's/^port //p' out 2>/dev/null); test -n \"\$port\" && break
kill -0 \$! 2>/dev/null || break; sleep 0.1; done
test -n \"\$port\" && echo hello >/dev/tcp/127.0.0.1/\$port
for i in {1..50}; do grep -q hello out && break
kill -0 \$! 2>/dev/null || break; sleep 0.1; done; kill \$! 2>/dev/null; cat out"
}

# What is shown of it.
serving() { echo "$1"$'\na client then sends hello to the port that it prints'; }

check_attack() {
	shows "the filter denies bind" \
	    'seccomp -A errno --deny bind -- perl -MSocket -e "
socket S, AF_INET, SOCK_STREAM, 0; bind S, sockaddr_in(0, INADDR_LOOPBACK) or print \$!"' \
	    'Operation not permitted'
	local start='seccomp -A errno --deny bind --'
	as=$(serving "$start perl attack.pl") shows "your server is reached without bind" \
	    "$(served "$start perl attack.pl")" hello
	[ "$wrong" -eq 0 ] || return
	as=$(serving './close.sh perl attack.pl') shows "close.sh: your attack is refused" \
	    "$(served './close.sh perl attack.pl')" 'not hello'
	shows "close.sh: no socket listens" \
	    './close.sh perl -MSocket -e "socket S, AF_INET, SOCK_STREAM, 0;
print listen(S, 1) ? q(listening) : q(refused)"' refused
	shows "close.sh: no ring of io_uring, which makes calls that no filter sees" \
	    "./close.sh perl -e '\$p = chr(0) x 120;
print syscall(425, 1, \$p) >= 0 ? \"a ring\" : \"refused\"'" refused
	as=$'./close.sh bash -c "cat </dev/tcp/127.0.0.1/PORT"
PORT is that of a server, which says welcome' \
	    shows "close.sh: a client can still connect" \
	    'perl -MSocket -e "socket S, AF_INET, SOCK_STREAM, 0; listen S, 1;
\$| = 1; print +(sockaddr_in(getsockname S))[0]; accept C, S; print C q(welcome)" >port &
sleep 1; ./close.sh bash -c "cat </dev/tcp/127.0.0.1/$(cat port)"' welcome
}
