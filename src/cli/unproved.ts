/**
 * What neither the emulators nor a check can prove, and what does; docs/runbook.md has the same list. A proof that begins with
 * `doctor` changes nothing.
 */
export function unproved(command: string): readonly { readonly claim: string; readonly proof: string }[] {
  return [
    {
      claim: 'EC2 gives a long list in pages that neither lose nor repeat a connection',
      proof: 'doctor --probe, on an endpoint with six connections or more',
    },
    {
      claim: 'EC2 writes the times of connections in UTC',
      proof: 'doctor --probe, while somebody is connected',
    },
    {
      claim: 'IAM takes an endpoint’s ARN for ec2:GetClientVpnEndpointAuthorizationPolicy',
      proof: 'doctor, line authorization-policy',
    },
    {
      claim: 'CloudWatch measures when revocation lists and identity provider certificates expire',
      proof: 'doctor, line expiry, on an endpoint that has one',
    },
    {
      claim: 'Slack takes the bot’s messages as they are',
      proof: `doctor --probe; ${command} who for lists`,
    },
    { claim: 'Slack reaches the bot over HTTP, with signatures that fit', proof: `${command} doctor` },
    {
      claim: 'a connection that AWS calls terminating ends, and the VPN client shows it',
      proof: `${command} kick of a connection of your own`,
    },
    {
      claim: 'EC2 takes the terminations of a large kick at the configured pace',
      proof: `${command} kick all on an endpoint for tests, with fifty connections or more`,
    },
    {
      claim: 'AWS asks the connect handler, and denies whom a block names',
      proof: `${command} block of a user of your own, who then connects`,
    },
    { claim: 'alarms reach somebody', proof: 'aws cloudwatch set-alarm-state, once for each topic' },
  ];
}
