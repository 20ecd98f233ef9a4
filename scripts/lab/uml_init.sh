#!/bin/bash
# First process of the User-Mode Linux guest. Starts LAB_NODES engines, each in a network namespace of its own, runs
# LAB_SCRIPT, leaves its exit code in LAB_REPORT and turns the guest off. All values come from the kernel's command line.
export HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# A root to work on: the machine's files stay as they are, everything that is written goes to memory.
for spot in "proc proc /proc" "sysfs sysfs /sys" "tmpfs tmpfs /run" "devtmpfs dev /dev"; do
  # shellcheck disable=SC2086
  set -- $spot; mount -t "$1" "$2" "$3" 2>/dev/null
done
mkdir -p /dev/pts /dev/shm /run/lab /run/netns /run/tables
mount -t devpts devpts /dev/pts
mount -t tmpfs shm /dev/shm
mount -t cgroup2 cgroup /sys/fs/cgroup
mount -t tmpfs -o size=70% lab /run/lab

# A look-up fails at once when the name server is this address and nobody listens there.
echo "nameserver 127.0.0.1" >/run/resolv.conf
mount --bind /run/resolv.conf /etc/resolv.conf

# The guest's own modules where modprobe looks.
mkdir -p /lib/modules
mount -t tmpfs modules /lib/modules
ln -s "$LAB_MODULES" "/lib/modules/$(uname -r)"
wanted="overlay veth bridge br_netfilter vxlan ip_vs ip_vs_rr esp4 gcm seqiv echainiv iptable_nat iptable_filter"
wanted="$wanted xt_ipvs xt_u32 xt_bpf xt_policy xt_mark xt_nat xt_MASQUERADE xt_REDIRECT xt_conntrack xt_addrtype xt_multiport"
for module in $wanted; do modprobe "$module" 2>/dev/null || echo "guest: no module $module" >&2; done

# The kernel has the old tables only, not nftables' NAT.
for name in iptables ip6tables iptables-save iptables-restore ip6tables-save ip6tables-restore; do
  ln -s /usr/sbin/xtables-legacy-multi "/run/tables/$name"
done
export PATH="/run/tables:$LAB_ENGINE:$PATH"

echo 1 >/proc/sys/net/ipv4/ip_forward
ip link set lo up
ip link add lab type bridge
ip address add 10.99.0.254/24 dev lab
ip link set lab up

start_node() {
  local i=$1
  ip netns add "n$i"
  ip link add "port$i" type veth peer name eth0 netns "n$i"
  ip link set "port$i" master lab up
  ip -n "n$i" address add "10.99.0.$i/24" dev eth0
  ip -n "n$i" link set eth0 up
  ip -n "n$i" link set lo up
  ip -n "n$i" route add default via 10.99.0.254
  mkdir -p "/run/lab/n$i"
  # shellcheck disable=SC2016
  nsenter --net="/run/netns/n$i" unshare --mount --uts bash -c '
    echo "node$1" >/proc/sys/kernel/hostname
    mkdir -p /run/docker && mount -t tmpfs tmpfs /run/docker
    home=/run/lab/n$1
    exec dockerd -H "unix://$home.sock" --data-root "$home/data" --pidfile "$home/pid" >"$home.log" 2>&1
  ' node "$i" &
}

for i in $(seq 1 "$LAB_NODES"); do start_node "$i"; done
for i in $(seq 1 "$LAB_NODES"); do
  timeout 120 sh -c 'until docker -H "unix://$0" info >/dev/null 2>&1; do sleep 0.5; done' "/run/lab/n$i.sock" ||
    { echo "guest: the engine of node $i does not answer" >&2; tail -n 5 "/run/lab/n$i.log" >&2; }
done

bash "$LAB_SCRIPT"
echo "$?" >"$LAB_REPORT"
sync
poweroff -f
