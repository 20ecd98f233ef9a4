# A small server and client for tests that need somebody to talk while networks move. Needs the program perl alone, no modules (so no "use strict"):
#   load.pl NAME PORT PERIOD_MS GRACE_MS FOLDER PEER...
# Serves on PORT, asks each PEER:PORT once every PERIOD_MS with a fresh name look-up and a fresh connection, and writes one
# line for each request into a file of FOLDER: milliseconds since boot, how long it took, "ok" or "failed", who answered or why.
# It is healthy (/tmp/healthy) once it listens and every peer has answered; what was asked before that is marked "wait".
# On SIGTERM it asks no more, goes on answering for GRACE_MS, and ends.
my ($name, $port, $period, $grace, $folder, @peers) = @ARGV;
my $AF_INET = 2;
my $SOCK_STREAM = 1;
# Lost packets of a new connection are sent again after 1, 3 and 7 s; how long the longest request took is told.
my $TIMEOUT = 10;

my $stop = 0;
$SIG{TERM} = sub { $stop = 1 };
$SIG{PIPE} = 'IGNORE';

chomp(my $host = slurp('/proc/sys/kernel/hostname'));
pipe(my $leash, my $hold) or die "pipe: $!";
my @askers = map { asker($_) } @peers;
serve();

sub slurp { my ($path) = @_; open(my $file, '<', $path) or return ''; local $/; return scalar <$file> }

# Milliseconds since boot: the same clock in every container of the machine.
sub now { my ($seconds) = split ' ', slurp('/proc/uptime'); return int($seconds * 1000 + 0.5) }

sub nap { my ($ms) = @_; select(undef, undef, undef, $ms / 1000) if $ms > 0 }

sub address { my ($ip, $to) = @_; return pack('S n a4 x8', $AF_INET, $to, $ip) }

sub touch { my ($path) = @_; open(my $file, '>', $path) or die "$path: $!"; close $file }

sub serve {
  socket(my $listener, $AF_INET, $SOCK_STREAM, 0) or die "socket: $!";
  setsockopt($listener, 1, 2, pack('i', 1));
  bind($listener, address("\0\0\0\0", $port)) or die "bind: $!";
  listen($listener, 128) or die "listen: $!";
  my $healthy = 0;
  my $until;
  while (1) {
    $healthy ||= become_healthy();
    if ($stop && !defined $until) { $until = now() + $grace; close $hold }
    last if defined $until && now() >= $until;
    answer($listener) if readable($listener, 0.1);
  }
  waitpid($_, 0) for @askers;
}

sub become_healthy {
  for my $peer (@peers) { return 0 unless -e "/tmp/reached-$peer" }
  touch('/tmp/healthy');
  return 1;
}

sub readable { my ($socket, $seconds) = @_; my $set = ''; vec($set, fileno($socket), 1) = 1; return select($set, undef, undef, $seconds) > 0 }

sub answer {
  my ($listener) = @_;
  accept(my $client, $listener) or return;
  return unless readable($client, 2);
  sysread($client, my $line, 100);
  syswrite($client, "$name $host\n");
  close $client;
}

sub asker {
  my ($peer) = @_;
  my $pid = fork();
  die "fork: $!" unless defined $pid;
  return $pid if $pid;
  close $hold;
  open(my $log, '>>', "$folder/$name~$peer~$host~$$.log") or die "$folder: $!";
  my $reached = 0;
  # Told to stop by the end of a pipe and not by a signal, which would interrupt the request at hand.
  until (readable($leash, 0)) {
    my $started = now();
    my ($well, $said) = ask($peer);
    my $took = now() - $started;
    my $how = $well ? 'ok' : $reached ? 'failed' : 'wait';
    syswrite($log, "$started $took $how $said\n");
    if ($well && !$reached) { $reached = 1; touch("/tmp/reached-$peer") }
    nap($period - $took);
  }
  exit 0;
}

# Whether it was answered, and by whom or why not.
sub ask {
  my ($peer) = @_;
  my @found = gethostbyname($peer) or return (0, "no address of $peer");
  my $ip = $found[4];
  my $where = join('.', unpack('C4', $ip));
  my $said = '';
  my $well = eval {
    local $SIG{ALRM} = sub { die "no answer within $TIMEOUT s\n" };
    alarm $TIMEOUT;
    socket(my $socket, $AF_INET, $SOCK_STREAM, 0) or die "socket: $!\n";
    connect($socket, address($ip, $port)) or die "connect: $!\n";
    syswrite($socket, "$name\n") or die "write: $!\n";
    while (sysread($socket, my $part, 100)) { $said .= $part; last if $said =~ /\n/ }
    alarm 0;
    $said =~ /\n/ or die "closed without an answer\n";
    1;
  };
  my $why = $@;
  alarm 0;
  chomp($said, $why);
  return $well ? (1, "$where $said") : (0, "$where $why");
}
