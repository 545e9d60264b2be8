// npm run build: what every other command does first, and nothing else.
import { setup } from './setup.mjs';

await setup();
