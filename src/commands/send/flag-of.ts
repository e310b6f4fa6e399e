const FLAGS: Record<string, string> = {
  title: '--title',
  providerIdentifier: '--provider',
  eventType: '--type',
  severity: '--severity',
  state: '--state',
  externalID: '--external-id',
  startDate: '--start',
  endDate: '--end',
  actions: '--url and --copy',
  metadata: '--metadata',
};

/** The option that a field of the payload came from, by its path; undefined where none did. */
export function flagOf(field: string | undefined): string | undefined {
  const name = field?.split('/', 2)[1] ?? '';
  return Object.hasOwn(FLAGS, name) ? FLAGS[name] : undefined;
}
