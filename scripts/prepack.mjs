// npm does this before it packs the project: builds what is to be packed, and leaves nothing else there.
import { removeFormerBuilds, setup } from './setup.mjs';

await setup();
removeFormerBuilds();
