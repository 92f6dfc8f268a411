// The sender's pages work without this; with it, links are copied in one click and files are sent in resumable pieces.

import { enableCopying } from "./copy";
import { enableUploads } from "./upload";

enableCopying();
enableUploads();
