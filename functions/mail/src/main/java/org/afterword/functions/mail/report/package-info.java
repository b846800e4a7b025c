/** Writes the report to a sender that a mail could not be delivered (RFC 3464). */
@NullMarked
package org.afterword.functions.mail.report;

import org.jspecify.annotations.NullMarked;
