/** From the start of this process to the ingress' first answer: `node cold-ingress-process.ts <bundle> <event>`. */
const [, , bundle = '', event = ''] = process.argv;
const { handler } = await import(bundle);
const answer = await handler(JSON.parse(event));
const answeredAt = performance.now();

const { statusCode } = answer;
if (statusCode !== 200) throw new Error(`the ingress answered ${statusCode}`);
process.stdout.write(String(answeredAt));
process.exit(0);
