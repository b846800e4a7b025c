/** The certificates with which this stamp shows who it is, and those it believes. */
@NullMarked
package org.afterword.process.certificate;

import org.jspecify.annotations.NullMarked;
