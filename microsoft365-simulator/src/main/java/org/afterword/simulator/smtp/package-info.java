/** Both ends of SMTP in their plainest form: a client that sends just what it is told, a server that keeps every byte. */
@NullMarked
package org.afterword.simulator.smtp;

import org.jspecify.annotations.NullMarked;
