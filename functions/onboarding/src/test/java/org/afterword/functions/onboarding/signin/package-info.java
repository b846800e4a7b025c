/** Tests of what a failed sign-in tells people. */
@NullMarked
package org.afterword.functions.onboarding.signin;

import org.jspecify.annotations.NullMarked;
