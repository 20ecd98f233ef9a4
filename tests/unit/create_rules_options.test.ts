import { engines, MTU, testRules, VNI, WINDOWS, withNetwork } from "../support/create_rules.ts";

testRules([
  // options
  {
    rule: "encrypted=false",
    request: { options: { encrypted: "false" } },
    expect: ["error", "--opt encrypted=false would turn encryption on", /key is there/, /--encrypted=false/],
  },
  {
    rule: "encrypted=0 in capitals",
    request: { options: { encrypted: "NO" } },
    expect: ["error", "--opt encrypted=NO", /key is there/, /leave the option out/],
  },
  {
    rule: "odd encrypted value",
    request: { options: { encrypted: "maybe" } },
    expect: ["warning", "encrypted=maybe turns encryption on", /key is there/, /--encrypted/],
  },
  {
    rule: "contradiction",
    request: { options: { encrypted: "" }, encrypted: false },
    expect: ["error", "--encrypted=false contradicts --opt encrypted", /being there/, /one of the two/],
  },
  {
    rule: "wrong MTU key",
    request: { options: { "com.docker.network.mtu": "1400" } },
    expect: ["error", "com.docker.network.mtu=1400 has no effect", /driver.mtu/, /--mtu 1400/],
  },
  {
    rule: "MTU no number",
    request: { options: { [MTU]: "abc" } },
    expect: ["error", `${MTU}=abc is not an MTU`, /rejects its tasks/, /--mtu 1500/],
  },
  {
    rule: "MTU negative",
    request: { mtu: -5 },
    expect: ["error", "--mtu -5 is not an MTU: it is negative", /rejects/, /--mtu 1500/],
  },
  {
    rule: "MTU too small",
    request: { mtu: 100 },
    expect: ["error", "--mtu 100 leaves 50 bytes", /68 bytes/, /--mtu 1500/],
  },
  {
    rule: "MTU unusually small",
    request: { mtu: 600 },
    expect: ["warning", "--mtu 600 is unusual", /1280/, /ip link/],
  },
  {
    rule: "MTU unusually large",
    request: { mtu: 20000 },
    expect: ["warning", "--mtu 20000 is unusual", /lost/, /ip link/],
  },
  {
    rule: "two MTUs",
    request: { mtu: 1400, options: { [MTU]: "1450" } },
    expect: ["error", `--mtu 1400 contradicts --opt ${MTU}=1450`, /same driver option/, /one of the two/],
  },
  {
    rule: "key that looks like encryption",
    request: { options: { Encrypted: "" } },
    expect: ["error", "--opt Encrypted would not encrypt", /lower case/, /--encrypted/],
  },
  {
    rule: "unknown key",
    request: { options: { "com.example.x": "1" } },
    expect: ["warning", "com.example.x=1 has no effect", /ignored/, /Leave/],
  },
  {
    rule: "misspelt key",
    request: { options: { "com.docker.network.driver.mut": "1400" } },
    expect: ["warning", "driver.mut=1400 has no effect", /ignored/, /--mtu/],
  },
  {
    rule: "MTU under another name",
    request: { options: { mtu: "1400" } },
    expect: ["warning", "--opt mtu=1400 has no effect", /ignored/, /--mtu 1400/],
  },
  // VXLAN identifiers
  {
    rule: "VNI taken",
    request: { options: { [VNI]: "4097" } },
    swarm: withNetwork("web", { subnet: "10.0.9.0/24", options: { [VNI]: "4096,4097" } }),
    expect: ["error", "4097 belongs to network web", /never allocated/, /Leave/],
  },
  {
    rule: "VNI no number",
    request: { options: { [VNI]: "abc" } },
    expect: ["error", "abc is not a number", /never allocated/, /Leave/],
  },
  {
    rule: "VNI out of range",
    request: { options: { [VNI]: "16777216" } },
    expect: ["error", "16777216 is not between", /24 bits/, /Leave/],
  },
  {
    rule: "VNI zero",
    request: { options: { [VNI]: "0" } },
    expect: ["error", "0 is not between 1", /24 bits/, /Leave/],
  },
  {
    rule: "VNI twice",
    request: { subnets: ["10.80.0.0/24", "10.81.0.0/24"], options: { [VNI]: "5000,5000" } },
    expect: ["error", "5000 stands there twice", /never/, /Leave/],
  },
  {
    rule: "VNI count",
    request: { options: { [VNI]: "5000,5001" } },
    expect: ["warning", "2 identifiers for 1 subnet", /dropped/, /one for each/],
  },
  {
    rule: "VNI and Windows",
    request: { options: { [VNI]: "100" } },
    swarm: WINDOWS,
    expect: ["error", "100 is below 4096", /Windows refuses/, /Leave/],
  },
  // encryption
  {
    rule: "Windows nodes",
    request: { encrypted: true },
    swarm: WINDOWS,
    expect: ["warning", "do not encrypt: win1", /in clear/, /platform.os==linux/],
  },
  {
    rule: "injection",
    request: { encrypted: true },
    swarm: engines(["20.10.21+dfsg1", "28.5.2"]),
    expect: ["warning", "n0 (20.10.21+dfsg1)", /inject/, /20.10.24 or 23.0.3/],
  },
  {
    rule: "data path port",
    request: { encrypted: true },
    swarm: engines(["20.10.24"], { dataPathPort: 7789 }),
    expect: ["error", "n0 (20.10.24)", /port 4789 only/, /7789/],
  },
  {
    rule: "SPI mismatch",
    request: { encrypted: true },
    swarm: engines(["29.1.0", "28.5.2"]),
    expect: ["warning", "n0 (29.1.0)", /dropped/, /25.0.15 or 29.2.1/],
  },
]);
