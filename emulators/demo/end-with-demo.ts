/**
 * Loaded into Bouncer's process before its entry point: ends the process when the demo ends, however that happens.
 * A process left behind would connect to the next demo's workspace and answer commands from the VPN of the old one.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
