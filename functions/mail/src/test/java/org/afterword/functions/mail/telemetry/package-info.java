/** What the stamp says about itself. */
@NullMarked
package org.afterword.functions.mail.telemetry;

import org.jspecify.annotations.NullMarked;
