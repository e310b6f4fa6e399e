/** The provider of doctor's probe, which a token is made for each time. */
export const PROBE_PROVIDER = 'tempo-tui.doctor';

/**
 * The probe as a sender would write it. All of them are versions of one event, so that at most one is kept.
 *
 * @param mark tells this one from those before
 */
export function probeEvent(mark: string) {
  return {
    providerIdentifier: PROBE_PROVIDER,
    title: 'tempo-tui doctor: probe',
    eventType: 'event',
    severity: 'info',
    externalID: 'probe',
    metadata: { Message: 'Sent by "tempo-tui doctor" to see that events arrive.', mark },
  };
}
