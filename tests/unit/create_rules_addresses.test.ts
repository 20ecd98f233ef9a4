import { testRules } from "../support/create_rules.ts";

testRules([
  // subnets
  {
    rule: "address too large",
    request: { subnets: ["10.0.0.300/24"] },
    expect: ["error", "SN0221", 'Subnet "10.0.0.300/24" cannot be used: 300 is mo', /--subnet/],
  },
  {
    rule: "no prefix length",
    request: { subnets: ["10.7.0.5"] },
    expect: ["error", "SN0221", "prefix length is missing", /--subnet 10.7.0.0\/24/],
  },
  {
    rule: "/33",
    request: { subnets: ["10.7.0.0/33"] },
    expect: ["error", "SN0221", "/33 is more than /32", /--subnet 10.7.0.0\/24/],
  },
  {
    rule: "leading zero",
    request: { subnets: ["010.0.0.1/24"] },
    expect: ["error", "SN0221", '"010" has a leading zero', /--subnet/],
  },
  {
    rule: "host bits",
    request: { subnets: ["10.80.0.1/24"] },
    expect: ["error", "SN0221", "10.80.0.1/24", /^--subnet 10.80.0.0\/24$/],
  },
  {
    rule: "/31",
    request: { subnets: ["10.80.0.0/31"] },
    expect: ["error", "SN0231", "has 0 addresses for services", /\/24/],
  },
  {
    rule: "/30",
    request: { subnets: ["10.80.0.0/30"] },
    expect: ["error", "SN0231", "has 1 address for services", /^--subnet 10\.0\.1\.0\/24/],
  },
  {
    rule: "whole space",
    request: { subnets: ["0.0.0.0/0"] },
    expect: ["error", "SN0228", "0.0.0.0/0", /^Use a private subnet: 10\.0\.0\.0\/8, 172\.16\.0\./],
  },
  {
    rule: "size only",
    request: { subnets: ["0.0.0.0/26"] },
    expect: ["error", "SN0228", "0.0.0.0/26", /^--subnet 10\.0\.1\.0\/26/],
  },
  {
    rule: "too large",
    request: { subnets: ["10.64.0.0/16"] },
    expect: ["info", "SN0206", "", /\/24/],
  },
  {
    rule: "loopback",
    request: { subnets: ["127.9.0.0/24"] },
    expect: ["error", "SN0228", "loopback", /--subnet/],
  },
  {
    rule: "multicast",
    request: { subnets: ["224.9.0.0/24"] },
    expect: ["error", "SN0228", "multicast", /--subnet/],
  },
  {
    rule: "link-local",
    request: { subnets: ["169.254.169.0/24"] },
    expect: ["warning", "SN0228", "link-local", /--subnet/],
  },
  {
    rule: "public",
    request: { subnets: ["8.8.8.0/24"] },
    expect: ["warning", "SN0228", "public addresses", /^--subnet 10\.0\.1\.0\/24/],
  },
  {
    rule: "overlap in the request",
    request: { subnets: ["10.80.0.0/24", "10.80.0.128/25"] },
    expect: ["error", "SN0229", "10.80.0.128/25 overlaps subnet 10.80.0.0/24", /one of them out/],
  },
  {
    rule: "several subnets",
    request: { subnets: ["10.80.0.0/24", "10.81.0.0/24"] },
    expect: ["warning", "SN0207", "2 subnets", /one subnet/],
  },
  {
    rule: "IPv6 subnet",
    request: { ipv6: true, subnets: ["fd00:9::/64"] },
    expect: ["error", "SN0208", "fd00:9::/64", /Leave the IPv6/],
  },
  {
    rule: "--ipv6",
    request: { ipv6: true },
    expect: ["warning", "SN0208", "", /Leave --ipv6/],
  },
  // ranges, gateways, auxiliary addresses
  {
    rule: "range unreadable",
    request: { subnets: ["10.80.0.0/24"], ranges: ["10.80.0.0/99"] },
    expect: ["error", "SN0230", "/99 is more than /32", /--ip-range 10.80.0.128\/25/],
  },
  {
    rule: "range outside",
    request: { subnets: ["10.80.0.0/24"], ranges: ["10.81.0.0/28"] },
    expect: [
      "error",
      "SN0230",
      "--ip-range 10.81.0.0/28 lies outside 10.80.0.0/2",
      /--ip-range 10.80.0.128\/25/,
    ],
  },
  {
    rule: "range larger",
    request: { subnets: ["10.80.0.0/24"], ranges: ["10.80.0.0/16"] },
    expect: ["error", "SN0230", "larger than its subnet 10.80.0.0/24", /^--ip-range 10\.80\.0\.128\/25/],
  },
  {
    rule: "range host bits",
    request: { subnets: ["10.80.0.0/24"], ranges: ["10.80.0.5/28"] },
    expect: ["error", "SN0230", "10.80.0.5/28", /^--ip-range 10.80.0.0\/28$/],
  },
  {
    rule: "range of the other family",
    request: { subnets: ["10.80.0.0/24"], ranges: ["fd00::/64"] },
    expect: ["error", "SN0230", "is IPv6, and 10.80.0.0/24 is IPv4", /--ip-range 10/],
  },
  {
    rule: "range without subnet",
    request: { ranges: ["10.80.0.0/28"] },
    expect: ["error", "SN0230", "10.80.0.0/28 has no subnet", /Add --subnet/],
  },
  {
    rule: "second range",
    request: { subnets: ["10.80.0.0/24"], ranges: ["10.80.0.16/28", "10.80.0.32/28"] },
    expect: ["error", "SN0230", "second range", /Leave one/],
  },
  {
    rule: "tiny range",
    request: { subnets: ["10.80.0.0/24"], ranges: ["10.80.0.2/31"] },
    expect: ["error", "SN0231", "has 1 address for services", /^--subnet 10\.0\.1\.0\/24/],
  },
  {
    rule: "small range",
    request: { subnets: ["10.80.0.0/24"], ranges: ["10.80.0.4/31"], gateways: ["10.80.0.1"] },
    expect: ["warning", "SN0231", "has 2 addresses for services", /^--subnet 10\.0\.1\.0\/24/],
  },
  {
    rule: "gateway unreadable",
    request: { subnets: ["10.80.0.0/24"], gateways: ["10.80.0.400"] },
    expect: ["error", "SN0230", "400 is more than 255", /--gateway 10.80.0.1/],
  },
  {
    rule: "gateway outside",
    request: { subnets: ["10.80.0.0/24"], gateways: ["10.81.0.1"] },
    expect: ["error", "SN0230", "--gateway 10.81.0.1 lies outside 10.80.0.0/24", /--gateway 10.80.0.1/],
  },
  {
    rule: "gateway is network address",
    request: { subnets: ["10.80.0.0/24"], gateways: ["10.80.0.0"] },
    expect: ["error", "SN0230", "network address of 10.80.0.0/24", /--gateway 10.80.0.1/],
  },
  {
    rule: "gateway is broadcast",
    request: { subnets: ["10.80.0.0/24"], gateways: ["10.80.0.255"] },
    expect: ["error", "SN0230", "broadcast address", /--gateway 10.80.0.1/],
  },
  {
    rule: "second gateway",
    request: { subnets: ["10.80.0.0/24"], gateways: ["10.80.0.1", "10.80.0.2"] },
    expect: ["error", "SN0230", "10.80.0.2 is the second gateway", /Leave one/],
  },
  {
    rule: "gateway without subnet",
    request: { gateways: ["10.80.0.1"] },
    expect: ["error", "SN0230", "has no subnet", /Add --subnet/],
  },
  {
    rule: "aux dropped",
    request: { subnets: ["10.80.0.0/24"], aux: { dns: "10.80.0.9" } },
    expect: ["error", "SN0209", "", /--ip-range 10.80.0.128\/25/],
  },
  {
    rule: "aux unreadable",
    request: { subnets: ["10.80.0.0/24"], aux: { dns: "x" } },
    expect: [
      "error",
      "SN0230",
      "dns=x is not an address",
      /^Leave --aux-address out: it has no effect on overl/,
    ],
  },
  {
    rule: "aux outside",
    request: { subnets: ["10.80.0.0/24"], aux: { dns: "10.81.0.9" } },
    expect: [
      "error",
      "SN0230",
      "--aux-address dns=10.81.0.9 lies outside",
      /^Leave --aux-address out: it has no effect on overl/,
    ],
  },
]);
