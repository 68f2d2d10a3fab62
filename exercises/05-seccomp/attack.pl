#!/usr/bin/perl
# A filter makes bind(2) fail. Wait for connections nevertheless: print "port N" with
# the port on which others can connect to you, and then what the first one sends.
use Socket;
$| = 1;
socket(my $server, AF_INET, SOCK_STREAM, 0) or die "socket: $!\n";
bind($server, sockaddr_in(0, INADDR_LOOPBACK)) or die "bind: $!\n";
listen($server, 1) or die "listen: $!\n";
my ($port) = sockaddr_in(getsockname $server);
print "port $port\n";
accept(my $client, $server) or die "accept: $!\n";
print <$client>;
