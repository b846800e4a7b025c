/** The verbs of SMTP that we answer ourselves, on top of SubEthaSMTP's sessions. */
@NullMarked
package org.afterword.gateway.smtp;

import org.jspecify.annotations.NullMarked;
