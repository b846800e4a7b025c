/** SMTP without policy: a client that sends what its caller says, a server that asks a service for its replies. */
@NullMarked
package org.afterword.simulator.smtp;

import org.jspecify.annotations.NullMarked;
