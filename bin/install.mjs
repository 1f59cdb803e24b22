// Installs what is missing, and nothing more.
import { prepare } from './bootstrap.mjs';

prepare();
