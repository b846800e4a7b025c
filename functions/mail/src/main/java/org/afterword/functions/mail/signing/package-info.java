/** Works on one mail: takes it from the spool, has it signed, has it returned, and says what became of it. */
@NullMarked
package org.afterword.functions.mail.signing;

import org.jspecify.annotations.NullMarked;
