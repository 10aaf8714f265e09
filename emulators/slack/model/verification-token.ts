/** Deprecated by Slack since signed requests, and still sent. */
export const verificationToken = 'emulated-verification-token';
