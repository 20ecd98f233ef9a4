/**
 * What runs on each node: a script for busybox's shell that looks and tells, and judges nothing. It runs in the node's own network
 * namespace and enters docker's others through the files under SWARMNET_NETNS (moby libnetwork/osl: `<number>-<first 10 of the
 * network's ID>` holds the bridge and the VXLAN device, `lb_<first 9>` the network's load balancer with an address in the network,
 * `ingress_sbox` the routing mesh; namespace_linux.go unmounts a namespace that is gone at once, and deletes its file every 60 s). Keys
 * of IPsec states are never read: `ip xfrm state` prints them, so only other lines pass.
 *
 * Environment: NETWORKS has one line for each network: number, namespace of its load balancer, first 10 of its ID, VNIs (with commas).
 * Number 0 is the throw-away network whose frames the capture must see. PEERS has one line for each other node: address, then
 * the TCP ports to try; CONTROL_PEERS is how many other nodes the throw-away network lives on. NAMES has a line for each name to look up: number of the network, name. PORT is the data path port.
 */
export const AGENT = String.raw`
at() { ns=$1; shift; nsenter --net="$SWARMNET_NETNS/$ns" "$@" 2>/dev/null; }
say() { echo "$@"; }
# docker deletes the file of a namespace up to a minute after the namespace: only what is mounted is one.
mounted() { awk -v dir="$SWARMNET_NETNS/" 'index($5, dir) == 1 { print substr($5, length(dir) + 1) }' "\${SWARMNET_MOUNTS:-/proc/self/mountinfo}"; }
lives() { mounted | grep -qxF "$1"; }
has() { command -v "$1" >/dev/null 2>&1; }
first_column() { while read -r one _; do echo "$one"; done; }

tools() {
  for tool in awk sed ip nsenter tcpdump ping nc ipvsadm nslookup timeout; do
    if has $tool; then say tool $tool yes; else say tool $tool no; fi
  done
}

node() {
  say clock "$(date +%s)"
  say kernel "$(uname -r)"
  ip -o addr show 2>/dev/null | awk '{ print "address", $2, $4 }' | head -n 200
  for dir in /sys/class/net/*; do
    dev=\${dir##*/}
    driver=$(readlink "$dir/device/driver" 2>/dev/null)
    driver=\${driver##*/}
    sum=
    if [ "$driver" = vmxnet3 ] && has ethtool; then sum=$(ethtool -k "$dev" 2>/dev/null | sed -n 's/^[[:space:]]*tx-checksum-ip-generic: //p'); fi
    say link "$dev" "$(cat "$dir/mtu" 2>/dev/null)" "\${driver:--}" "\${sum:--}"
  done | head -n 300
  say modules $(cat /proc/modules 2>/dev/null | first_column; ls /sys/module 2>/dev/null) | cut -c1-3900
  for key in net/ipv4/ip_forward net/bridge/bridge-nf-call-iptables net/ipv4/neigh/default/gc_thresh3 net/ipv4/vs/conn_reuse_mode; do
    if [ -r "/proc/sys/$key" ]; then say sysctl "$key" "$(cat "/proc/sys/$key")"; fi
  done
  say neighbours "$(ip -4 neigh show 2>/dev/null | wc -l)"
  ip route get 169.254.169.254 2>/dev/null | head -n 1 | sed 's/^/metadata-route /'
  awk '$4 == "0A" { print "listen", $2 }' /proc/net/tcp /proc/net/tcp6 2>/dev/null | sort -u | head -n 500
}

ipsec() {
  if ! ip xfrm state >/dev/null 2>&1; then say xfrm no; return; fi
  say xfrm yes
  ip xfrm state 2>/dev/null | awk '
    /^src / { src = $2; dst = $4 }
    $1 == "proto" { print "xfrm-state", src, dst, $2, $4, $6 }' | head -n 2000
  ip xfrm policy 2>/dev/null | awk '
    /^src / { src = $2; dst = $4; port = ""; for (i = 5; i < NF; i++) if ($i == "dport") port = $(i + 1) }
    $1 == "dir" { dir = $2 }
    $1 == "mark" { mark = $2 }
    $1 == "proto" { print "xfrm-policy", src, dst, (port == "" ? "-" : port), dir, (mark == "" ? "-" : mark), $6; mark = "" }' | head -n 2000
  awk '{ print "xfrm-count", $1, $2 }' /proc/net/xfrm_stat 2>/dev/null
}

firewall() {
  read_rules=
  for save in iptables-save iptables-legacy-save iptables-nft-save; do
    has $save || continue
    # Asking for a table of the old kind makes the kernel load it: only those that are there already are read.
    case $save in *legacy*) [ -n "$(cat /proc/net/ip_tables_names 2>/dev/null)" ] || continue ;; esac
    if rules=$($save 2>/dev/null); then
      read_rules="$read_rules $save"
      echo "$rules" | awk -v port="$PORT" '
        /^\*/ { table = substr($1, 2) }
        /^:/ && (/DOCKER/ || /FORWARD/) { print "chain", table, substr($1, 2), $2 }
        /^-A/ && (/DOCKER-INGRESS/ || /DOCKER-FORWARD/) && !/^-A DOCKER-INGRESS/ { print "rule", table, $0 }
        /^-A (OUTPUT|INPUT) / && (index($0, "--dport " port " ") || index($0, "esp") || index($0, "proto 50")) { print "rule", table, $0 }' |
        sort -u | head -n 400
    fi
  done
  say rules-read \${read_rules:-none}
  if [ -n "$(cat /proc/net/ip_tables_names 2>/dev/null)" ]; then say rules-kind legacy; fi
  if has nft; then nft list tables 2>/dev/null | head -n 100 | sed 's/^/nft-/'; else say tool nft no; fi
}

peers_of() { at "$1" ip -f bridge neigh show | awk '$2 == "dev" && $3 ~ /^vx/ && $4 == "lladdr" { print $5, $1 }' >"$WORK/fdb.$2"
  at "$1" ip -4 neigh show | awk -v fdb="$WORK/fdb.$2" -v n="$2" '
    BEGIN { while ((getline line < fdb) > 0) { split(line, part, " "); at[part[1]] = part[2] } }
    $2 == "dev" && $3 ~ /^vx/ && $4 == "lladdr" && ($5 in at) { print "peer", n, $1, at[$5] }' | sort -u | head -n 2000; }

namespaces() {
  if ! ls "$SWARMNET_NETNS" >/dev/null 2>&1; then say netns-refused "$(ls "$SWARMNET_NETNS" 2>&1 | head -n 1)"; return; fi
  mounted | grep -E '^([0-9]+-|lb_|ingress_sbox)' | sort -u | head -n 1000 | sed 's/^/netns /'
  if reason=$(nsenter --net="$SWARMNET_NETNS/default" true 2>&1); then say enter yes; else say enter no "$reason"; return; fi
  ip -d -o link show type vxlan 2>/dev/null | sed -n 's/^[0-9]*: \([^:@]*\).* vxlan id \([0-9]*\) .*/host-vxlan \1 \2/p' | head -n 200
  echo "$NETWORKS" | while read -r number sandbox id vnis; do
    [ -n "$number" ] || continue
    if ! lives "$sandbox"; then say absent "$number"; continue; fi
    own=$(mounted | grep -E "^[0-9]+-$id$" | sort -n | tail -n 1)
    at "$sandbox" ip -o link show eth0 | sed -n "s/.* mtu \([0-9]*\) .*/inside-mtu $number \1/p"
    at "$sandbox" ip -o -4 addr show eth0 | awk -v n="$number" '{ print "own", n, $4 }'
    if [ -n "$own" ]; then
      at "$own" ip -d -o link show type vxlan | sed -n "s/.* vxlan id \([0-9]*\) .*dstport \([0-9]*\) .*/vxlan $number \1 \2/p"
      peers_of "$own" "$number"
    fi
    if has ipvsadm; then
      if table=$(nsenter --net="$SWARMNET_NETNS/$sandbox" ipvsadm -Ln 2>&1); then
        say ipvs "$number" read
        echo "$table" | awk -v n="$number" '$1 == "FWM" { mark = $2; print "ipvs", n, "service", mark } $1 == "->" && mark != "" { print "ipvs", n, "server", mark, $2, $4 }' | head -n 3000
        nsenter --net="$SWARMNET_NETNS/$sandbox" ipvsadm -L --timeout 2>/dev/null | sed -n "s/^Timeout (tcp tcpfin udp): /ipvs-timeout $number /p"
      else
        say ipvs "$number" refused "$table" | head -n 1
      fi
    fi
  done
}

# News of the throw-away network's addresses takes a moment to get round.
await_control() {
  id=$(echo "$NETWORKS" | awk '$1 == 0 { print $3 }')
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    own=$(mounted | grep -E "^[0-9]+-$id$" | sort -n | tail -n 1)
    [ -n "$own" ] || return
    [ "$(peers_of "$own" 0 | awk '{ print $4 }' | sort -u | wc -l)" -lt "$CONTROL_PEERS" ] || return
    sleep 1
  done
}

# ping_to SANDBOX ADDRESS SIZE COUNT: prints how many answers came.
ping_to() {
  got=$(at "$1" timeout 12 ping $DF -c "$4" -W 1 -s "$3" "$2" | sed -n 's/.* \([0-9]*\) \(packets \)*received.*/\1/p')
  echo "\${got:-0}"
}

# largest SANDBOX ADDRESS WANTED: the largest size up to WANTED that is answered, by halving.
largest() {
  low=0 high=$3
  if [ "$(ping_to "$1" "$2" "$high" 2)" -gt 0 ]; then echo "$high"; return; fi
  while [ $((high - low)) -gt 8 ]; do
    middle=$(((low + high) / 2))
    if [ "$(ping_to "$1" "$2" "$middle" 2)" -gt 0 ]; then low=$middle; else high=$middle; fi
  done
  echo "$low"
}

# ask NUMBER SANDBOX SIZE COUNT SWEEP: sends to one address behind each other node, all at once.
ask() {
  at "$2" ip -o link show eth0 | sed -n 's/.* mtu \([0-9]*\) .*/\1/p' >"$WORK/mtu.$1"
  for node in $(awk -v n="$1" '$2 == n { print $4 }' "$WORK/peers" | sort -u | head -n 100); do
    (
      for address in $(awk -v n="$1" -v v="$node" '$2 == n && $4 == v { print $3 }' "$WORK/peers" | head -n 3); do
        got=$(ping_to "$2" "$address" "$3" "$4")
        say ping "$1" "$node" "$address" "$4" "$got"
        [ "$got" -gt 0 ] || continue
        if [ "$5" = sweep ]; then
          wanted=$(($(cat "$WORK/mtu.$1") - 28))
          say sweep "$1" "$node" "$address" "$wanted" "$(largest "$2" "$address" "$wanted")"
        fi
        break
      done
    ) &
  done
  wait
}

# The size of what is sent tells one network's ESP packets from another's.
size_of() { echo $((200 + 16 * ($1 % 40))); }

# watch NUMBER SANDBOX VNIS: one capture that sees both this network's traffic and that of the throw-away one.
watch() {
  size=$(size_of "$1")
  filter="(udp dst port $PORT and ("
  for vni in $(echo "$3,$CONTROL_VNIS" | tr ',' ' '); do filter="$filter udp[12:4] & 0xffffff00 = $((vni << 8)) or"; done
  filter="\${filter% or})) or (ip proto 50 and ip[2:2] >= $((size + 86)) and ip[2:2] <= $((size + 150)))"
  rm -f "$WORK/seen" "$WORK/said"
  tcpdump $AS_ROOT -nn -l -i any -s 128 -c 5000 -T vxlan "$filter" >"$WORK/seen" 2>"$WORK/said" &
  sniffer=$!
  for _ in 1 2 3 4 5 6 7 8 9 10; do grep -q 'listening on' "$WORK/said" 2>/dev/null && break; sleep 1; done
  if ! grep -q 'listening on' "$WORK/said"; then
    say capture "$1" refused "$(grep -v '^tcpdump: data link' "$WORK/said" | head -n 1)"
    kill "$sniffer" 2>/dev/null
    return
  fi
  say capture "$1" begun
  # The jobs of this shell must be awaited without the sniffer, so what sends has a shell of its own.
  if [ "$1" -ne 0 ]; then ( ask 0 "$CONTROL_SANDBOX" "$size" 2 no ) | sed "s/^ping 0/control $1 before/"; fi
  ( ask "$1" "$2" "$size" 3 no )
  if [ "$1" -ne 0 ]; then ( ask 0 "$CONTROL_SANDBOX" "$size" 2 no ) | sed "s/^ping 0/control $1 after/"; fi
  sleep 1
  kill -INT "$sniffer" 2>/dev/null
  wait "$sniffer" 2>/dev/null
  awk -v n="$1" '
    { from = ""; for (i = 1; i < NF; i++) if ($i == "IP") { from = $(i + 1); to = $(i + 3); break } }
    from == "" { next }
    { sub(/:$/, "", to) }
    / VXLAN, / { sub(/\.[0-9]+$/, "", from); sub(/\.[0-9]+$/, "", to); for (i = 1; i < NF; i++) if ($i == "vni") seen["vxlan " from " " to " " $(i + 1)]++; next }
    / ESP\(spi=/ { seen["esp " from " " to " " $NF]++ }
    END { for (key in seen) print "frames", n, key, seen[key] }' "$WORK/seen" | sort -r >"$WORK/frames"
  head -n 2000 "$WORK/frames"
  # What is left out counts as lost, so that nothing is proven by it.
  if [ "$(wc -l <"$WORK/frames")" -gt 2000 ]; then say captured "$1" 1 dropped; fi
  sed -n "s/^\([0-9]*\) packets* \(captured\|dropped by kernel\).*/captured $1 \1 \2/p" "$WORK/said"
  say capture "$1" ended
}

ports() {
  has nc && has timeout || return
  echo "$PEERS" | while read -r address wanted; do
    for port in $wanted; do
      (
        if $NC_Z; then
          if timeout 5 nc -z -w 3 "$address" "$port" >/dev/null 2>&1; then say tcp "$address" "$port" open; else say tcp "$address" "$port" closed; fi
        else
          timeout 4 nc -w 3 "$address" "$port" </dev/null >/dev/null 2>&1
          # Ended by the other side, or by the limit (124, or 143 with busybox): it was connected.
          case $? in 0 | 124 | 143) say tcp "$address" "$port" open ;; 1) say tcp "$address" "$port" closed ;; esac
        fi
      ) &
    done
    wait
  done
}

names() {
  echo "$NAMES" | while read -r number name; do
    [ -n "$name" ] || continue
    sandbox=$(echo "$NETWORKS" | awk -v n="$number" '$1 == n { print $2 }')
    lives "$sandbox" || continue
    read -r began _ </proc/uptime
    answer=$(at "$sandbox" timeout 6 nslookup "$name" 127.0.0.11 | awk '
      /^Name:/ { named = 1 }
      named && /^Address/ { print $NF }' | sed 's/#53$//' | sort -u | head -n 500 | tr '\n' ' ')
    read -r ended _ </proc/uptime
    say dns "$number" "$name" "$(echo "$began $ended" | awk '{ printf "%d", ($2 - $1) * 1000 }')" "$answer"
  done
}

gossip() {
  awk '
    { for (i = 1; i < NF; i++) if ($i == "IP") { from = $(i + 1); to = $(i + 3); sub(/\.[0-9]+$/, "", from); sub(/:$/, "", to); sub(/\.[0-9]+$/, "", to); seen[from " " to]++; break } }
    END { for (key in seen) print "gossip", key, seen[key] }' "$WORK/gossip" 2>/dev/null | sort | head -n 500
}

WORK=\${SWARMNET_WORK:-/tmp}
DF= AS_ROOT= NC_Z=false listener=
CONTROL_VNIS=$(echo "$NETWORKS" | awk '$1 == 0 { print $4 }')
CONTROL_SANDBOX=$(echo "$NETWORKS" | awk '$1 == 0 { print $2 }')
if ping --help 2>&1 | grep -q -- '-M'; then DF='-M do'; fi
if tcpdump -h 2>&1 | grep -q -- '-Z'; then AS_ROOT='-Z root'; fi
if nc -h 2>&1 | grep -q -- '-[a-zA-Z46]*z'; then NC_Z=true; fi
mkdir -p "$WORK"
tools
if has tcpdump; then
  tcpdump $AS_ROOT -nn -l -i any -s 64 -c 3000 'udp dst port 7946' >"$WORK/gossip" 2>/dev/null &
  listener=$!
fi
node
ipsec
firewall
await_control
namespaces >"$WORK/found"
cat "$WORK/found"
grep '^peer ' "$WORK/found" >"$WORK/peers"
if grep -q '^enter yes' "$WORK/found"; then
  if has tcpdump; then
    echo "$NETWORKS" | while read -r number sandbox id vnis; do
      if [ -n "$number" ] && lives "$sandbox" && grep -q "^peer $number " "$WORK/peers"; then watch "$number" "$sandbox" "$vnis"; fi
    done
  fi
  echo "$NETWORKS" | while read -r number sandbox id vnis; do
    if [ -n "$number" ] && grep -q "^peer $number " "$WORK/peers"; then ask "$number" "$sandbox" 56 2 sweep | grep '^sweep'; fi
  done
  names
fi
ports
if [ -n "$listener" ]; then kill -INT $listener 2>/dev/null; wait $listener 2>/dev/null; gossip; fi
ip xfrm state 2>/dev/null | awk '/^src / { key = $2 " " $4 } $1 == "proto" { print "xfrm-after", key, $4 }' | head -n 2000
awk '{ print "xfrm-count-after", $1, $2 }' /proc/net/xfrm_stat 2>/dev/null
`.replaceAll("\\${", "${");
