/** Stack files of a given size, as a team would write them: valid for docker, with a few findings for linters. */

/** One file of about 2 000 lines: 150 services on 20 networks. */
export function largeStack(): string {
  const services = range(150).map((at) => serviceText(at, 20));
  const networks = range(20).map((at) =>
    `  net-${at}:\n    driver: overlay\n    driver_opts:\n      encrypted: ""\n    labels:\n      team: team-${
      at % 5
    }\n`
  );
  return `version: "3.8"\nservices:\n${services.join("")}networks:\n${networks.join("")}`;
}

/** A small file of about 40 lines; `at` makes it differ from the others. */
export function smallStack(at: number): string {
  const services = range(3).map((each) => serviceText(at * 3 + each, 2));
  return `version: "3.8"\nservices:\n${
    services.join("")
  }networks:\n  net-0: {}\n  net-1:\n    internal: true\n`;
}

function serviceText(at: number, networks: number): string {
  return `  service-${at}:
    image: registry.example/app-${at}:1.${at % 7}
    environment:
      MODE: production
      PEER: service-${at + 1}
    networks:
      - net-${at % networks}
      - net-${(at + 1) % networks}
    deploy:
      replicas: ${1 + at % 3}
      update_config: {order: stop-first, parallelism: 1}
    healthcheck:
      test: ["CMD", "true"]
`;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
