/* The standard streams: nothing written to stdout may be lost in silence. */
#ifndef BNL_PROGRAM_STREAMS_H
#define BNL_PROGRAM_STREAMS_H

/* Call first. A standard stream that the caller left closed is given a descriptor, so that no file which a
   script opens later can take its number: every read of stdin and every write to stdout fails, and stderr
   accepts everything. When the program ends having lost something written to stdout, it says so and its exit
   status is not 0. */
void bnl_guard_streams(void);

#endif
