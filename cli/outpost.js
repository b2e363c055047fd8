#!/usr/bin/env node
import '../node/required-version.js'
import module from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

// Compiled code is kept, which halves the time to the first output. Below the user's own folder: whoever
// could write to it could run code here.
const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env
module.enableCompileCache(join(XDG_CACHE_HOME || LOCALAPPDATA || join(homedir(), '.cache'), 'outpost'))

// Not by a static import: a Node that is too old would read it before it says so, and fail.
import('./main.ts').then(({ main }) => main(process.argv.slice(2)))
