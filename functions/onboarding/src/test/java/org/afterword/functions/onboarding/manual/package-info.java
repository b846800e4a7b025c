/** Tests of the script and the guide. */
@NullMarked
package org.afterword.functions.onboarding.manual;

import org.jspecify.annotations.NullMarked;
