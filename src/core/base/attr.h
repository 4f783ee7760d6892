/*
 * attr - what the compiler should check at each call.
 */
#ifndef GEMBA_BASE_ATTR_H
#define GEMBA_BASE_ATTR_H

#define MUSTUSE		  __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

#endif
