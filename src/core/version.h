/*
 * version - what "gemba --version" says, and which talk with the server this
 * program speaks (private.protocol_version of the server).
 */
#ifndef GEMBA_CORE_VERSION_H
#define GEMBA_CORE_VERSION_H

#define GEMBA_VERSION "0.3.0"

enum { GEMBA_PROTOCOL = 2 };

#endif
