/** Hands mail back to the tenant it came from, over SMTP, and says what became of it for each recipient. */
@NullMarked
package org.afterword.functions.mail.returning;

import org.jspecify.annotations.NullMarked;
