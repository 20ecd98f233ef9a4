import { testRules } from "../support/create_rules.ts";

testRules([
  // subnets
  {
    rule: "address too large",
    request: { subnets: ["10.0.0.300/24"] },
    expect: ["error", "--subnet 10.0.0.300/24", /address and a prefix length/, /--subnet/],
  },
  {
    rule: "no prefix length",
    request: { subnets: ["10.7.0.5"] },
    expect: ["error", "prefix length is missing", /prefix length/, /--subnet 10.7.0.0\/24/],
  },
  {
    rule: "/33",
    request: { subnets: ["10.7.0.0/33"] },
    expect: ["error", "/33 is more than /32", /prefix length/, /--subnet 10.7.0.0\/24/],
  },
  {
    rule: "leading zero",
    request: { subnets: ["010.0.0.1/24"] },
    expect: ["error", '"010" has a leading zero', /prefix/, /--subnet/],
  },
  {
    rule: "host bits",
    request: { subnets: ["10.80.0.1/24"] },
    expect: ["error", "10.80.0.1/24", /must be zero/, /^--subnet 10.80.0.0\/24$/],
  },
  {
    rule: "/31",
    request: { subnets: ["10.80.0.0/31"] },
    expect: ["error", "leaves 0 addresses", /state New/, /\/24/],
  },
  {
    rule: "/30",
    request: { subnets: ["10.80.0.0/30"] },
    expect: ["error", "leaves 1 address ", /state New/, /\/29/],
  },
  {
    rule: "whole space",
    request: { subnets: ["0.0.0.0/0"] },
    expect: ["error", "0.0.0.0/0", /overlaps every/, /--size-for/],
  },
  {
    rule: "size only",
    request: { subnets: ["0.0.0.0/26"] },
    expect: ["error", "0.0.0.0/26", /before 29.0/, /--size-for 30/],
  },
  {
    rule: "too large",
    request: { subnets: ["10.64.0.0/16"] },
    expect: ["warning", "65536 addresses", /256 with virtual IPs/, /\/24/],
  },
  {
    rule: "loopback",
    request: { subnets: ["127.9.0.0/24"] },
    expect: ["error", "loopback", /does not route/, /--subnet/],
  },
  {
    rule: "multicast",
    request: { subnets: ["224.9.0.0/24"] },
    expect: ["error", "multicast", /does not route/, /--subnet/],
  },
  {
    rule: "link-local",
    request: { subnets: ["169.254.169.0/24"] },
    expect: ["warning", "link-local", /metadata/, /--subnet/],
  },
  {
    rule: "public",
    request: { subnets: ["8.8.8.0/24"] },
    expect: ["warning", "public addresses", /on the internet/, /private range/],
  },
  {
    rule: "overlap in the request",
    request: { subnets: ["10.80.0.0/24", "10.80.0.128/25"] },
    expect: ["error", "10.80.0.128/25 overlaps --subnet 10.80.0.0/24", /must not share/, /one of them out/],
  },
  {
    rule: "several subnets",
    request: { subnets: ["10.80.0.0/24", "10.81.0.0/24"] },
    expect: ["warning", "2 subnets", /cannot be foreseen/, /one subnet/],
  },
  {
    rule: "IPv6 subnet",
    request: { ipv6: true, subnets: ["fd00:9::/64"] },
    expect: ["error", "fd00:9::/64", /never allocate/, /Leave the IPv6/],
  },
  {
    rule: "--ipv6",
    request: { ipv6: true },
    expect: ["warning", "--ipv6 has no effect", /IPv4 only/, /Leave --ipv6/],
  },
  // ranges, gateways, auxiliary addresses
  {
    rule: "range unreadable",
    request: { subnets: ["10.80.0.0/24"], ranges: ["10.80.0.0/99"] },
    expect: ["error", "/99 is more than /32", /CIDR/, /--ip-range 10.80.0.128\/25/],
  },
  {
    rule: "range outside",
    request: { subnets: ["10.80.0.0/24"], ranges: ["10.81.0.0/28"] },
    expect: [
      "error",
      "10.81.0.0/28 lies outside of 10.80.0.0/24",
      /must lie in a subnet/,
      /--ip-range 10.80.0.128\/25/,
    ],
  },
  {
    rule: "range larger",
    request: { subnets: ["10.80.0.0/24"], ranges: ["10.80.0.0/16"] },
    expect: ["error", "larger than its subnet 10.80.0.0/24", /refuse/, /leave --ip-range out/],
  },
  {
    rule: "range host bits",
    request: { subnets: ["10.80.0.0/24"], ranges: ["10.80.0.5/28"] },
    expect: ["error", "10.80.0.5/28", /must be zero/, /^--ip-range 10.80.0.0\/28$/],
  },
  {
    rule: "range of the other family",
    request: { subnets: ["10.80.0.0/24"], ranges: ["fd00::/64"] },
    expect: ["error", "is IPv6, and 10.80.0.0/24 is IPv4", /must lie/, /--ip-range 10/],
  },
  {
    rule: "range without subnet",
    request: { ranges: ["10.80.0.0/28"] },
    expect: ["error", "10.80.0.0/28 has no subnet", /same command/, /Add --subnet/],
  },
  {
    rule: "second range",
    request: { subnets: ["10.80.0.0/24"], ranges: ["10.80.0.16/28", "10.80.0.32/28"] },
    expect: ["error", "second range", /one range/, /Leave one/],
  },
  {
    rule: "tiny range",
    request: { subnets: ["10.80.0.0/24"], ranges: ["10.80.0.2/31"] },
    expect: ["error", "--ip-range 10.80.0.2/31 leaves 1 address ", /state New/, /\/29/],
  },
  {
    rule: "small range",
    request: { subnets: ["10.80.0.0/24"], ranges: ["10.80.0.4/31"], gateways: ["10.80.0.1"] },
    expect: ["warning", "leaves 2 addresses", /state New/, /\/29/],
  },
  {
    rule: "gateway unreadable",
    request: { subnets: ["10.80.0.0/24"], gateways: ["10.80.0.400"] },
    expect: ["error", "400 is more than 255", /without a prefix/, /--gateway 10.80.0.1/],
  },
  {
    rule: "gateway outside",
    request: { subnets: ["10.80.0.0/24"], gateways: ["10.81.0.1"] },
    expect: ["error", "10.81.0.1 lies outside of 10.80.0.0/24", /must lie/, /--gateway 10.80.0.1/],
  },
  {
    rule: "gateway is network address",
    request: { subnets: ["10.80.0.0/24"], gateways: ["10.80.0.0"] },
    expect: ["error", "network address of 10.80.0.0/24", /never allocated/, /--gateway 10.80.0.1/],
  },
  {
    rule: "gateway is broadcast",
    request: { subnets: ["10.80.0.0/24"], gateways: ["10.80.0.255"] },
    expect: ["error", "broadcast address", /never allocated/, /--gateway 10.80.0.1/],
  },
  {
    rule: "second gateway",
    request: { subnets: ["10.80.0.0/24"], gateways: ["10.80.0.1", "10.80.0.2"] },
    expect: ["error", "10.80.0.2 is the second gateway", /one gateway/, /Leave one/],
  },
  {
    rule: "gateway without subnet",
    request: { gateways: ["10.80.0.1"] },
    expect: ["error", "has no subnet", /same command/, /Add --subnet/],
  },
  {
    rule: "aux dropped",
    request: { subnets: ["10.80.0.0/24"], aux: { dns: "10.80.0.9" } },
    expect: ["error", "dns=10.80.0.9 would be dropped", /task could get/, /--ip-range 10.80.0.128\/25/],
  },
  {
    rule: "aux unreadable",
    request: { subnets: ["10.80.0.0/24"], aux: { dns: "x" } },
    expect: ["error", "dns=x is not an address", /NAME=ADDRESS/, /Leave it out/],
  },
  {
    rule: "aux outside",
    request: { subnets: ["10.80.0.0/24"], aux: { dns: "10.81.0.9" } },
    expect: ["error", "--aux-address dns=10.81.0.9 lies outside", /must lie/, /Leave it out/],
  },
]);
