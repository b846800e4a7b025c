/** Tests of how the packages of onboarding hang together. */
@NullMarked
package org.afterword.functions.onboarding;

import org.jspecify.annotations.NullMarked;
