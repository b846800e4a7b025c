/** What the stamp says about itself. */
@NullMarked
package org.afterword.functions.telemetry;

import org.jspecify.annotations.NullMarked;
