import { engines, MTU, testRules, VNI, WINDOWS, withNetwork } from "../support/create_rules.ts";

testRules([
  // options
  {
    rule: "encrypted=false",
    request: { options: { encrypted: "false" } },
    expect: ["error", "SN0103", "", /^--encrypted, or leave --opt encrypted=false out/],
  },
  {
    rule: "encrypted=0 in capitals",
    request: { options: { encrypted: "NO" } },
    expect: ["error", "SN0103", "", /^--encrypted, or leave --opt encrypted=NO out/],
  },
  {
    rule: "odd encrypted value",
    request: { options: { encrypted: "maybe" } },
    expect: ["info", "SN0105", "", /--encrypted/],
  },
  {
    rule: "wrong MTU key",
    request: { options: { "com.docker.network.mtu": "1400" } },
    expect: ["warning", "SN0211", "", /--mtu 1400/],
  },
  {
    rule: "MTU no number",
    request: { options: { [MTU]: "abc" } },
    expect: ["error", "SN0210", "", /--mtu 1500/],
  },
  {
    rule: "MTU negative",
    request: { mtu: -5 },
    expect: ["error", "SN0210", "", /--mtu 1500/],
  },
  {
    rule: "MTU too small",
    request: { mtu: 100 },
    expect: ["error", "SN0210", "", /--mtu 1500/],
  },
  {
    rule: "MTU unusually small",
    request: { mtu: 600 },
    expect: ["warning", "SN0210", "", /ip link/],
  },
  {
    rule: "MTU unusually large",
    request: { mtu: 20000 },
    expect: ["warning", "SN0210", "", /ip link/],
  },
  {
    rule: "key that looks like encryption",
    request: { options: { Encrypted: "" } },
    expect: ["error", "SN0212", "", /--encrypted/],
  },
  {
    rule: "unknown key",
    request: { options: { "com.example.x": "1" } },
    expect: ["warning", "SN0212", "", /Leave/],
  },
  {
    rule: "misspelt key",
    request: { options: { "com.docker.network.driver.mut": "1400" } },
    expect: ["warning", "SN0212", "", /--mtu/],
  },
  {
    rule: "MTU under another name",
    request: { options: { mtu: "1400" } },
    expect: ["warning", "SN0212", "", /--mtu 1400/],
  },
  // VXLAN identifiers
  {
    rule: "VNI taken",
    request: { options: { [VNI]: "4097" } },
    swarm: withNetwork("web", { subnet: "10.0.9.0/24", options: { [VNI]: "4096,4097" } }),
    expect: ["error", "SN0233", 'VXLAN identifier "4097" belongs to network web', /Leave/],
  },
  {
    rule: "VNI no number",
    request: { options: { [VNI]: "abc" } },
    expect: ["error", "SN0233", 'VXLAN identifier "abc" is not a number', /Leave/],
  },
  {
    rule: "VNI out of range",
    request: { options: { [VNI]: "16777216" } },
    expect: ["error", "SN0233", 'VXLAN identifier "16777216" is not between 1 and', /Leave/],
  },
  {
    rule: "VNI zero",
    request: { options: { [VNI]: "0" } },
    expect: ["error", "SN0233", 'VXLAN identifier "0" is not between 1 and 167772', /Leave/],
  },
  {
    rule: "VNI twice",
    request: { subnets: ["10.80.0.0/24", "10.81.0.0/24"], options: { [VNI]: "5000,5000" } },
    expect: ["error", "SN0233", 'VXLAN identifier "5000" is given twice', /Leave/],
  },
  {
    rule: "VNI count",
    request: { options: { [VNI]: "5000,5001" } },
    expect: ["warning", "SN0233", "2 VXLAN identifiers for 1 subnet", /^Leave the option/],
  },
  {
    rule: "VNI and Windows",
    request: { options: { [VNI]: "100" } },
    swarm: WINDOWS,
    expect: ["error", "SN0233", 'VXLAN identifier "100" is below 4096, which Wind', /Leave/],
  },
  // encryption
  {
    rule: "Windows nodes",
    request: { encrypted: true },
    swarm: WINDOWS,
    expect: ["warning", "SN0120", "do not encrypt: win1", /platform.os==linux/],
  },
  {
    rule: "injection",
    request: { encrypted: true },
    swarm: engines(["20.10.21+dfsg1", "28.5.2"]),
    expect: ["warning", "SN0107", "n0 (20.10.21+dfsg1)", /20.10.24 or 23.0.3/],
  },
  {
    rule: "data path port",
    request: { encrypted: true },
    swarm: engines(["20.10.24"], { dataPathPort: 7789 }),
    expect: ["error", "SN0109", "n0 (20.10.24)", /^Upgrade the engines to 23\.0\.7 or 24\.0\.3, or la/],
  },
  {
    rule: "SPI mismatch",
    request: { encrypted: true },
    swarm: engines(["29.1.0", "28.5.2"]),
    expect: ["error", "SN0108", "n0 (29.1.0)", /25.0.15 or 29.2.1/],
  },
]);
