/** Tests of delivery reports, read by another reader. */
@NullMarked
package org.afterword.functions.mail.report;

import org.jspecify.annotations.NullMarked;
