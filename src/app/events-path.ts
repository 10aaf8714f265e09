/** The path that Slack posts to, as in the manifest's HTTP variant. */
export const eventsPath = '/slack/events';
